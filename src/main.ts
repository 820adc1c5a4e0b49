import 'reflect-metadata';
import { main } from './app/main.js';

await main();
